"""Network: `?customer=…&open=…` is a link to the very picture; connections and flows of money are its other tabs."""

from components import connecting, moneyflows, pickers, places, session, shell, workbench

shell.guard(places.NETWORK)
with shell.page():
    if customer_id := pickers.customer():
        left, right = workbench.head()
        asked, _ = pickers.show(customer_id, right, session.book(), session.policy())
        around = workbench.named(left, asked)
        network, connections, flows = workbench.answers()
        if network.open:
            with network:
                workbench.show(asked, around)
        if connections.open:
            with connections:
                connecting.show(asked, around)
        if flows.open:
            with flows:
                moneyflows.show(asked)
