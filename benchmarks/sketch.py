"""The founding document's own 14 queries, as traversals: what a profile costs without being right.

They read outgoing transactions only, and what they give is wrong in the ways that the product's decisions list.
"""

from __future__ import annotations

from collections.abc import Callable

from gremlin_python.process.graph_traversal import GraphTraversal, GraphTraversalSource, __
from gremlin_python.process.traversal import P, T
from gremlin_python.statics import long


def queries(g: GraphTraversalSource, customer_id: str, since: int) -> list[Callable[[], object]]:
    """Steps 2 to 7 of the document, in its order; `since` is the window's start in epoch seconds."""

    def person() -> GraphTraversal:
        return g.V().has("Person", "customerId", customer_id)

    return [
        lambda: (
            person().project("basic", "contact", "demographics")
            .by(__.value_map("name", "dateOfBirth", "ssn", "customerId"))
            .by(__.value_map("email", "phone", "mobilePhone"))
            .by(__.value_map("occupation", "income", "employer")).to_list()
        ),
        lambda: person().out("HAS_ADDRESS").value_map().to_list(),
        lambda: person().out("HAS_DOCUMENT").value_map("type", "number", "issueDate", "expiryDate").to_list(),
        lambda: (
            person().both("FAMILY_MEMBER", "SPOUSE", "CHILD", "PARENT").project("id", "name", "relationship")
            .by("customerId").by("name").by(__.in_e().label()).to_list()
        ),
        lambda: (
            person().both("BUSINESS_ASSOCIATE", "PARTNER", "EMPLOYEE_OF")
            .project("id", "name", "type", "relationship")
            .by("customerId").by("name").by(T.label).by(__.in_e().label()).to_list()
        ),
        lambda: (
            person().out("OWNS", "AUTHORIZED_ON").has_label("Account").project("account", "type", "role")
            .by("accountNumber").by("accountType").by(__.in_e().label()).to_list()
        ),
        lambda: (
            person().out("OWNS", "CONTROLS", "DIRECTOR_OF").has_label("Company")
            .project("entity", "name", "role", "ownership").by("companyId").by("name")
            .by(__.in_e().label()).by(__.in_e().values("percentage").fold()).to_list()
        ),
        lambda: (
            person().out("OWNS").has_label("Account").project("number", "type", "balance", "status", "opened")
            .by("accountNumber").by("accountType").by("balance").by("status").by("openDate").to_list()
        ),
        lambda: (
            person().out("OWNS").out_e("TRANSACTION").has("timestamp", P.gte(long(since)))
            .project("type", "amount", "timestamp", "location")
            .by("type").by("amount").by("timestamp").by("location").to_list()
        ),
        lambda: person().in_("SUBJECT_OF").has_label("FraudAlert").count().next(),
        lambda: person().in_("SUBJECT_OF").has_label("AMLAlert").count().next(),
        lambda: person().out("OWNS").values("balance").sum_().to_list(),
        lambda: person().out("OWNS").values("balance").to_list(),
        lambda: person().values("customerSince").to_list(),
    ]  # fmt: skip
