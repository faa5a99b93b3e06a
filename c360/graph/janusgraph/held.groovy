// Comes before each script that changes something: whoever lost the graph to another load changes nothing more.
def holding = graph.buildTransaction().readOnly().start()
try {
    def there = holding.traversal().V().has('Book', 'naturalKey', 'writer').values('writer').toList()
    if (there != [writer]) return ['lost']
} finally {
    holding.rollback()
}
