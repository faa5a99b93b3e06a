"""Customer 360: who is this customer? The core, without any page.

from c360 import Customer360Builder, connect
builder = Customer360Builder(connect("demo.book"))
profile = builder.build_profile("customer-12345")
profile["name"], profile["customer_since"]
"""

from c360.errors import C360Error, NoSuchCustomer
from c360.graph.connect import Graph, connect
from c360.model import Profile
from c360.policy import Policy
from c360.profile import ALL, Customer360Builder

__all__ = [
    "ALL",
    "C360Error",
    "Customer360Builder",
    "Graph",
    "NoSuchCustomer",
    "Policy",
    "Profile",
    "connect",
]
