// Makes vertices what the rows say, whether they are there or not, and gives their ids in the order of the rows.
// `batch` is JSON: {name, keys, rows: [[value, ...]]}, the natural key first. Run again it changes nothing.
import org.apache.tinkerpop.gremlin.structure.T

def given = new groovy.json.JsonSlurper().parseText(batch)
def keys = given.keys
def tx = graph.buildTransaction().start()
try {
    def t = tx.traversal()
    def types = keys.collect { tx.getPropertyKey(it).dataType() }
    def ids = given.rows.collect { row ->
        def vertex = t.mergeV([(T.label): given.name, (keys[0]): row[0]]).next()
        def there = vertex.properties().toList().collectEntries { [(it.key()): it] }
        for (int at = 1; at < keys.size(); at++) {
            def old = there[keys[at]], value = row[at] == null ? null : row[at].asType(types[at])
            if (value == null) old?.remove()
            else if (old == null || old.value() != value) vertex.property(keys[at], value)
        }
        vertex.id()
    }
    tx.commit()
    ids
} finally {
    if (tx.isOpen()) tx.rollback()
}
