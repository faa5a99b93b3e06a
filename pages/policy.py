"""Policy: the rules that judge risk, and who would move if their numbers were others. Nothing is changed by trying."""

from components import places, policy, shell

shell.guard(places.POLICY)
with shell.page():
    policy.show()
