"""Human numbers from locked counter rows."""
