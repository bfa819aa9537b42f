"""The one place that joins the stages and the store."""
