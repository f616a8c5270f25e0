//! Posts from files: the bytes of a CSV or XLSX file as rows for [`chonoi_domain::sheet`].

mod operator;
pub mod reader;

#[cfg(test)]
mod mutated;
