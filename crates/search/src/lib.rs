//! Search: find it the way people type it, without marks, misspelt, with a date and a place in mind.
//!
//! One trait ([`index`]) and an index behind it, [`embedded`] in a folder of the program's own. What people mean is read
//! once, before an index is asked ([`reading`]); an index only finds. It is derived from the database: it may be lost
//! at any time and made again.

pub mod answer;
pub mod describe;
pub mod document;
pub mod embedded;
pub mod index;
pub mod query;
pub mod reading;
pub mod words;
