//! Search: find it the way people type it, without marks, misspelt, with a date and a place in mind.
//!
//! One trait ([`index`]) and two indexes behind it: [`embedded`] in a folder of the program's own, [`meili`] on a server.
//! What people mean is read once, before an index is asked ([`reading`]), and what a hit is worth is said once (`rank`);
//! an index only finds. It is derived from the database: it may be lost at any time and made again.

#[cfg(test)]
mod alike;
pub mod answer;
pub mod describe;
pub mod document;
pub mod embedded;
mod geo;
pub mod index;
pub mod meili;
pub mod query;
mod rank;
pub mod reading;
pub mod words;
