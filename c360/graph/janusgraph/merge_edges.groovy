// Makes the edges from one vertex to another that one source gives what the rows say, whatever is there now. Run again
// it changes nothing. `batch` is JSON:
//   {name, source, ends: [[label, natural key], the same of where it goes], match: [key], keys: [key],
//    rows: [[from, to, [value of match], [[value of keys], ...]]]}
// With `match`, the keys by which there is one edge, it is that one: none or one is wanted. Without, all between the two.
import org.apache.tinkerpop.gremlin.structure.Direction
import org.apache.tinkerpop.gremlin.structure.T

def given = new groovy.json.JsonSlurper().parseText(batch)
def tx = graph.buildTransaction().start()
try {
    def t = tx.traversal()
    def found = { at ->
        def (label, key) = given.ends[at]
        t.V().has(label, key, P.within(given.rows.collect { it[at] }.toSet())).toList()
            .collectEntries { [(it.value(key)): it] }
    }
    def starts = found(0), reached = found(1)
    def typed = { keys, values -> [keys, values].transpose().collectEntries { key, value ->
        [(key): value == null ? null : value.asType(tx.getPropertyKey(key).dataType())]
    } }
    def told = { edge -> edge.properties().toList().collectEntries { [(it.key()): it.value()] } }
    def make = { edge, said ->
        def now = told(edge)
        said.each { key, value ->
            if (value == null) { if (now.containsKey(key)) edge.property(key).remove() }
            else if (now[key] != value) edge.property(key, value)
        }
    }
    given.rows.each { row ->
        def from = starts[row[0]], to = reached[row[1]]
        def wanted = row[3].collect { typed(given.keys, it) + [source: given.source] }
        if (from == null || to == null) {
            if (wanted) throw new IllegalStateException('an edge from or to nobody')
            return
        }
        def match = typed(given.match, row[2])
        def key = [(T.label): given.name, (Direction.OUT): from.id(), (Direction.IN): to.id()] + match
        if (match && wanted) {
            make(t.mergeE(key).next(), wanted[0])
            return
        }
        def between = t.V(from).outE(given.name)
        match.each { name, value -> between = between.has(name, value) }
        between = between.has('source', given.source).where(__.inV().hasId(to.id())).toList()
        def full = { said -> said.findAll { it.value != null } }
        def there = between.collect { told(it) }.countBy { it }
        if (there == wanted.collect { full(it) }.countBy { it }) return
        between.each { it.remove() }
        wanted.each { said ->
            def edge = from.addEdge(given.name, to)
            full(said).each { name, value -> edge.property(name, value) }
        }
    }
    tx.commit()
    ['done']
} finally {
    if (tx.isOpen()) tx.rollback()
}
