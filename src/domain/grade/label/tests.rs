//! Labels compared.
