// Makes the Book vertex say what `book` (JSON) says, in one transaction: from here on the graph is read as this.
import org.apache.tinkerpop.gremlin.structure.T

def tx = graph.buildTransaction().start()
try {
    def said = new groovy.json.JsonSlurper().parseText(book)
    def made = tx.traversal().V().has('Book', 'naturalKey', 'book').tryNext().orElseGet { tx.addVertex(T.label, 'Book') }
    made.properties().toList().findAll { !said.containsKey(it.key()) }.each { it.remove() }
    said.each { key, value -> made.property(key, value) }
    tx.commit()
    ['done']
} finally {
    if (tx.isOpen()) tx.rollback()
}
