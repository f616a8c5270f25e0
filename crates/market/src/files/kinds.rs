//! What a file is, told from its first bytes and never from its name.

use image::ImageFormat;

/// The largest file in bytes.
pub const MOST_BYTES: u64 = 8 << 20;

/// A kind of file that is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sniffed {
    /// A picture, to be re-encoded.
    Picture(ImageFormat),
    /// A PDF, kept as it is and only ever sent as a download.
    Pdf,
}

/// The kind of `bytes`; `None` for everything that is not accepted.
pub(crate) fn sniff(bytes: &[u8]) -> Option<Sniffed> {
    if bytes.starts_with(b"%PDF-") {
        return Some(Sniffed::Pdf);
    }
    match image::guess_format(bytes) {
        Ok(format @ (ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)) => {
            Some(Sniffed::Picture(format))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_decide() {
        assert_eq!(
            sniff(&[0xFF, 0xD8, 0xFF, 0xE0]),
            Some(Sniffed::Picture(ImageFormat::Jpeg))
        );
        assert_eq!(sniff(b"%PDF-1.7\n"), Some(Sniffed::Pdf));
        for other in [
            &b"GIF89a"[..],
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"MZ",
            b"",
        ] {
            assert_eq!(sniff(other), None);
        }
    }
}
