//! Use cases, DTOs, error codes and the one list of commands.
