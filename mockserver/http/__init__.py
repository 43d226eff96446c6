"""One request to the API: query, validation, authentication, operation, response."""
