//! How a state machine says no.

use thiserror::Error;

/// The event is not possible in this state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{event} is not possible while {state}")]
pub struct Refused {
    /// The state it is in, in snake case.
    pub state: &'static str,
    /// The event that was refused, in snake case.
    pub event: &'static str,
}

/// An enum whose variants are words in the database, the API and the catalogues.
///
/// Declares the enum with serde in snake case, `as_str`, `ALL` and `FromStr`.
#[macro_export]
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// Every value, in its natural order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word for it in files, the database and the API.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl $crate::transition::Word for $name {
            const ALL: &'static [Self] = Self::ALL;

            fn as_str(self) -> &'static str {
                self.as_str()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::transition::UnknownWord;
            fn from_str(word: &str) -> Result<Self, Self::Err> {
                match word {
                    $($word => Ok(Self::$variant),)+
                    other => Err($crate::transition::UnknownWord(other.to_owned())),
                }
            }
        }
    };
}

/// One of a closed set of words, as `words!` makes them; for code that serves several sets.
pub trait Word:
    Copy + Eq + std::fmt::Debug + std::fmt::Display + std::str::FromStr + Send + Sync + 'static
{
    /// Every value, in its natural order.
    const ALL: &'static [Self];

    /// The word for it in files, the database and the API.
    fn as_str(self) -> &'static str;
}

/// A word that none of the enum's values has.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("unknown word: {0}")]
pub struct UnknownWord(pub String);
