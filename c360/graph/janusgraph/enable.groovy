// Brings the index `named` one step on its way to ENABLED and gives its status: an index over keys that were there
// before it waits until every server knows it, then takes in what the graph holds.
import org.janusgraph.core.schema.SchemaAction
import org.janusgraph.core.schema.SchemaStatus

def status = { management ->
    def index = management.getGraphIndex(named)
    index.getFieldKeys().collect { index.getIndexStatus(it) }.unique()
}
def mgmt = graph.openManagement()
def now = status(mgmt)
if (now == [SchemaStatus.INSTALLED]) {
    mgmt.rollback()
    org.janusgraph.graphdb.database.management.ManagementSystem.awaitGraphIndexStatus(graph, named)
        .status(SchemaStatus.REGISTERED, SchemaStatus.ENABLED).timeout(20, java.time.temporal.ChronoUnit.SECONDS).call()
    mgmt = graph.openManagement()
    now = status(mgmt)
}
if (now == [SchemaStatus.REGISTERED]) {
    mgmt.updateIndex(mgmt.getGraphIndex(named), SchemaAction.REINDEX).get()
    mgmt.commit()
    org.janusgraph.graphdb.database.management.ManagementSystem.awaitGraphIndexStatus(graph, named)
        .status(SchemaStatus.ENABLED).timeout(20, java.time.temporal.ChronoUnit.SECONDS).call()
    mgmt = graph.openManagement()
    now = status(mgmt)
}
mgmt.rollback()
now.collect { it.name() }.join(' ')
