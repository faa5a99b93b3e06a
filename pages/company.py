"""Company: `?company=…` is a link to who owns a company and what it owns."""

from components import company, places, shell

shell.guard(places.COMPANY)
with shell.page():
    if company_id := company.chosen():
        company.show(company_id)
