// Adds a user to users.json, or gives one another password, which is read from standard input and so is in no list of
// processes:  java -cp 'LIB/*' groovy.ui.GroovyMain add-user.groovy NAME
import org.apache.tinkerpop.gremlin.groovy.jsr223.dsl.credential.CredentialTraversalSource
import org.apache.tinkerpop.gremlin.structure.io.IoCore
import org.apache.tinkerpop.gremlin.tinkergraph.structure.TinkerGraph

if (args.length != 1) {
    System.err.println('Usage: add-user.groovy NAME, and the password on standard input')
    System.exit(2)
}
def typed = System.console()?.readPassword('Password: ')
def password = typed != null ? new String(typed) : new String(System.in.readAllBytes(), 'UTF-8').readLines().find()
if (!password) {
    System.err.println('No password was given on standard input: nothing was changed.')
    System.exit(2)
}
def users = TinkerGraph.open()
if (new File('users.json').exists()) users.io(IoCore.graphson()).readGraph('users.json')
def g = users.traversal(CredentialTraversalSource)
g.V().has('user', 'username', args[0]).drop().iterate()
g.user(args[0], password).iterate()
users.io(IoCore.graphson()).writeGraph('users.json')
println "users.json has ${users.traversal().V().count().next()} user(s)."
