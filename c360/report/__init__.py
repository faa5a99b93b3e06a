"""The profile as a printed document: `c360.report.pdf.render`."""
