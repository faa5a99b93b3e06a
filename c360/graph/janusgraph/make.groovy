// Makes what of `wanted` (JSON) isn't there, all or nothing.
//   keys [{name, type}], vertices [name], edges [{name, sort}], indexes [{name, label, key}]
import org.janusgraph.core.Cardinality
import org.janusgraph.core.Multiplicity
import org.janusgraph.core.schema.ConsistencyModifier

def plan = new groovy.json.JsonSlurper().parseText(wanted)
def types = [String: String, Double: Double, Boolean: Boolean, Long: Long]
def mgmt = graph.openManagement()
try {
    plan.keys.findAll { !mgmt.containsPropertyKey(it.name) }.each {
        mgmt.makePropertyKey(it.name).dataType(types[it.type]).cardinality(Cardinality.SINGLE).make()
    }
    plan.vertices.findAll { !mgmt.containsVertexLabel(it) }.each { mgmt.makeVertexLabel(it).make() }
    plan.edges.findAll { !mgmt.containsEdgeLabel(it.name) }.each {
        def maker = mgmt.makeEdgeLabel(it.name).multiplicity(Multiplicity.MULTI)
        // Within a vertex its edges lie in this order: the newest of a window are read without the others.
        if (it.sort) maker = maker.sortKey(mgmt.getPropertyKey(it.sort)).sortOrder(org.janusgraph.graphdb.internal.Order.DESC)
        maker.make()
    }
    plan.indexes.findAll { !mgmt.containsGraphIndex(it.name) }.each {
        def key = mgmt.getPropertyKey(it.key)
        def index = mgmt.buildIndex(it.name, org.apache.tinkerpop.gremlin.structure.Vertex).addKey(key)
            .indexOnly(mgmt.getVertexLabel(it.label)).unique().buildCompositeIndex()
        // Without the lock two writers at once would both make a vertex of one key.
        mgmt.setConsistency(index, ConsistencyModifier.LOCK)
        mgmt.setConsistency(key, ConsistencyModifier.LOCK)
    }
    mgmt.commit()
} finally {
    if (mgmt.isOpen()) mgmt.rollback()
}
true
