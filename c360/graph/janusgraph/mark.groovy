// What the load that holds the graph says of itself. `task` is one of
//   store   the files in `files` (JSON) are about to be put into the graph
//   mark    from now on the graph's records are changed, to the state of the files in `files`; readers are told so
//   done    as many rows of a first load as `files` says are in the graph for certain
//   unmark  no record is changed any more
import org.apache.tinkerpop.gremlin.structure.T

def tx = graph.buildTransaction().start()
try {
    def t = tx.traversal()
    def marked = { key -> t.V().has('Book', 'naturalKey', key).tryNext().orElse(null) }
    if (task == 'store') {
        marked('writer').property('files', files)
    } else if (task == 'unmark') {
        marked('loading')?.remove()
    } else {
        def loading = marked('loading')
        if (loading == null) {
            loading = tx.addVertex(T.label, 'Book')
            loading.property('naturalKey', 'loading')
            loading.property('loadedAt', writer)
        }
        if (task == 'mark') loading.property('files', files)
        loading.property('records', task == 'mark' ? 0L : files as long)
    }
    tx.commit()
    ['done']
} finally {
    if (tx.isOpen()) tx.rollback()
}
