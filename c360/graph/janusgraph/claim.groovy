// What the graph holds: `book`, `loading`, `other` or nothing. With `take` 'yes' an empty one is taken for a first load,
// and `ours` from now on.
import org.apache.tinkerpop.gremlin.structure.T

def tx = graph.buildTransaction().start()
try {
    def marks = tx.traversal().V().has('Book', 'naturalKey', P.within('book', 'loading')).values('naturalKey').toSet()
    def holds = marks.contains('book') ? 'book' : marks ? 'loading' : tx.traversal().V().limit(1).hasNext() ? 'other' : ''
    if (holds || take != 'yes') return holds
    // Its key is unique and locked: of two loads at once one gets it.
    tx.addVertex(T.label, 'Book').property('naturalKey', 'loading')
    tx.commit()
    'ours'
} finally {
    if (tx.isOpen()) tx.rollback()
}
