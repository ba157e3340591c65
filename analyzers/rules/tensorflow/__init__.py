"""TensorFlow: tracing again, input pipelines, leaving the graph."""
