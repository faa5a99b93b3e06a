// Who may write, and what the graph holds. `task` is one of
//   look     what is there, as JSON
//   take     makes `writer` the one who writes, where nobody does or `seen` did
//   beat     says that `writer` is alive
//   release  nobody writes any more
import org.apache.tinkerpop.gremlin.structure.T

def tx = graph.buildTransaction().start()
try {
    def t = tx.traversal()
    def marked = { key -> t.V().has('Book', 'naturalKey', key).tryNext().orElse(null) }
    def told = { vertex, key -> vertex?.property(key)?.orElse(null) }
    def holder = marked('writer')
    if (task == 'look') {
        def book = marked('book'), loading = marked('loading')
        return groovy.json.JsonOutput.toJson([
            writer: told(holder, 'writer'), beat: told(holder, 'beat'), stale: told(holder, 'files'),
            book: told(book, 'files'), holds: book != null, loading: loading != null,
            target: told(loading, 'files'), done: told(loading, 'records'),
            other: !book && !loading && t.V().not(__.hasLabel('Book', 'BookFile')).limit(1).hasNext(),
        ])
    }
    if (task == 'take' && holder == null) {
        // Its key is unique and locked: of two loads at once one gets it.
        holder = tx.addVertex(T.label, 'Book')
        holder.property('naturalKey', 'writer')
        holder.property('writer', writer)
    } else if (told(holder, 'writer') != (task == 'take' ? seen : writer)) {
        return 'lost'
    }
    if (task == 'release') {
        holder.remove()
    } else {
        holder.property('writer', writer)
        holder.property('beat', task == 'take' ? 0L : holder.value('beat') + 1L)
    }
    tx.commit()
    'ours'
} finally {
    if (tx.isOpen()) tx.rollback()
}
