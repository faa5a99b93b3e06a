// Ends a first load: the mark goes and the Book vertex, `book` (JSON), comes, in one transaction.
import org.apache.tinkerpop.gremlin.structure.T

def tx = graph.buildTransaction().start()
try {
    tx.traversal().V().has('Book', 'naturalKey', 'loading').drop().iterate()
    def made = tx.addVertex(T.label, 'Book')
    new groovy.json.JsonSlurper().parseText(book).each { key, value -> made.property(key, value) }
    tx.commit()
} finally {
    if (tx.isOpen()) tx.rollback()
}
true
