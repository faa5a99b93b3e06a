// What the graph's schema is, as JSON. Nothing is bound.
import org.janusgraph.core.EdgeLabel
import org.janusgraph.core.PropertyKey

def mgmt = graph.openManagement()
try {
    def keys = mgmt.getRelationTypes(PropertyKey).toList()
    def named = keys.collectEntries { [(it.longId()): it.name()] }
    groovy.json.JsonOutput.toJson([
        keys: keys.collectEntries { [(it.name()): [type: it.dataType().simpleName, cardinality: it.cardinality().name()]] },
        vertices: mgmt.getVertexLabels().collect { it.name() },
        edges: mgmt.getRelationTypes(EdgeLabel).collectEntries {
            [(it.name()): [
                multiplicity: it.multiplicity().name(),
                sort: it.getSortKey().collect { id -> named[id] }.join(' '),
                order: it.getSortKey().length ? it.getSortOrder().name() : '',
            ]]
        },
        indexes: mgmt.getGraphIndexes(org.apache.tinkerpop.gremlin.structure.Vertex).collectEntries {
            [(it.name()): [
                key: it.getFieldKeys().collect { key -> key.name() }.join(' '),
                label: it.getBaseIndex().getSchemaTypeConstraint()?.name() ?: '',
                unique: it.isUnique(),
                locked: mgmt.getConsistency(it).name() == 'LOCK',
                status: it.getFieldKeys().collect { key -> it.getIndexStatus(key).name() }.unique().join(' '),
            ]]
        },
    ])
} finally {
    mgmt.rollback()
}
