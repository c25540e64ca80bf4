"""What must hold in a disclosure: formulas read from the suites, evaluated as residuals."""
