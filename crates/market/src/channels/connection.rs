//! The channels that this installation has: the profiles that ship with the program.

use std::sync::LazyLock;

use chonoi_channels::profile::{self, Profile};
use chonoi_domain::channel::ChannelKind;

use crate::error::Error;

/// All channels, in the order they are shown. The profiles are part of the program and a test reads them, so there is
/// no installation without.
pub(crate) static CHANNELS: LazyLock<Vec<Profile>> = LazyLock::new(|| {
    profile::embedded().unwrap_or_else(|error| {
        tracing::error!(%error, "the built-in channel profiles cannot be read; there are no channels");
        Vec::new()
    })
});

/// The channel of that name.
///
/// # Errors
/// [`Error::NotFound`].
pub(crate) fn channel(id: &str) -> Result<&'static Profile, Error> {
    let found = CHANNELS.iter().find(|channel| channel.id == id);
    found.ok_or(Error::NotFound("channel"))
}

/// The channel of that name, if operators carry files to it.
///
/// # Errors
/// [`Error::NotFound`].
pub(crate) fn file_channel(id: &str) -> Result<&'static Profile, Error> {
    let found = channel(id)?;
    (found.kind == ChannelKind::File)
        .then_some(found)
        .ok_or(Error::NotFound("channel"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_three_file_channels_and_a_feed() {
        assert_eq!(CHANNELS.len(), 4);
        assert!(file_channel("voso").is_ok());
        assert!(channel("feed").is_ok() && file_channel("feed").is_err());
        assert!(channel("nowhere").is_err());
    }
}
