//! Pictures made safe and small: decoded within limits, turned upright, scaled, written anew without any metadata.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbImage};

/// The most pixels that are decoded: a picture may be small in bytes and huge in memory.
const MOST_PIXELS: u64 = 40_000_000;
/// The most bytes that a decoder may take: the pixels at four bytes each, and as much again to work in.
const MOST_MEMORY: u64 = MOST_PIXELS * 8;
/// The longest side that is kept.
const LONGEST: u32 = 1_600;
/// The longest side of the small one.
const LONGEST_SMALL: u32 = 320;
/// JPEG quality: at 82 a phone's photo of 1,600 pixels is some 300 kB and shows no blocks.
const QUALITY: u8 = 82;

/// A picture in both sizes, JPEG.
#[derive(Debug)]
pub(crate) struct Picture {
    pub(crate) bytes: Vec<u8>,
    pub(crate) small: Vec<u8>,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// Why a picture was not taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PictureError {
    /// More than 40 megapixels.
    #[error("too many pixels")]
    TooManyPixels,
    /// Not a whole picture.
    #[error("broken: {0}")]
    Broken(#[from] ImageError),
}

/// Takes the picture in `bytes`; heavy work, to be done off the async threads.
pub(crate) fn take(bytes: &[u8], format: ImageFormat) -> Result<Picture, PictureError> {
    let image = upright(bytes, format)?;
    let large = fit(image, LONGEST);
    let small = fit(DynamicImage::ImageRgb8(large.clone()), LONGEST_SMALL);
    Ok(Picture {
        width: large.width(),
        height: large.height(),
        bytes: jpeg(&large)?,
        small: jpeg(&small)?,
    })
}

fn upright(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage, PictureError> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(PictureError::TooManyPixels);
    }
    let orientation = decoder.orientation()?;
    let mut image = DynamicImage::from_decoder(decoder)?;
    image.apply_orientation(orientation);
    Ok(image)
}

/// `image` on white where it is transparent, no side longer than `longest`.
fn fit(image: DynamicImage, longest: u32) -> RgbImage {
    let image = if image.width().max(image.height()) > longest {
        image.resize(longest, longest, FilterType::CatmullRom)
    } else {
        image
    };
    if !image.color().has_alpha() {
        return image.into_rgb8();
    }
    let rgba = image.into_rgba8();
    RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let image::Rgba([r, g, b, a]) = *rgba.get_pixel(x, y);
        image::Rgb([on_white(r, a), on_white(g, a), on_white(b, a)])
    })
}

fn on_white(colour: u8, alpha: u8) -> u8 {
    let (colour, alpha) = (u32::from(colour), u32::from(alpha));
    u8::try_from((colour * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX)
}

fn jpeg(image: &RgbImage) -> Result<Vec<u8>, ImageError> {
    let mut out = Vec::new();
    image.write_with_encoder(JpegEncoder::new_with_quality(&mut out, QUALITY))?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        image.write_to(&mut out, format).unwrap();
        out.into_inner()
    }

    /// A JPEG with an EXIF block: orientation 6 (turn right) and a GPS reference.
    fn with_exif(jpeg: &[u8]) -> Vec<u8> {
        let mut tiff = b"II*\0\x08\0\0\0".to_vec();
        tiff.extend(2_u16.to_le_bytes());
        // Orientation (0x0112), SHORT, 1 value: 6.
        tiff.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0]);
        // GPS block (0x8825), LONG, 1 value: its place, right behind this one.
        tiff.extend([0x25, 0x88, 4, 0, 1, 0, 0, 0, 38, 0, 0, 0]);
        tiff.extend(0_u32.to_le_bytes());
        // GPSLatitudeRef (1), ASCII, 2 values: "N".
        tiff.extend(1_u16.to_le_bytes());
        tiff.extend([1, 0, 2, 0, 2, 0, 0, 0, b'N', 0, 0, 0]);
        tiff.extend(0_u32.to_le_bytes());
        let mut block = b"Exif\0\0".to_vec();
        block.extend(tiff);
        let mut out = jpeg[..2].to_vec();
        out.extend([0xFF, 0xE1]);
        out.extend(u16::try_from(block.len() + 2).unwrap().to_be_bytes());
        out.extend(block);
        out.extend(&jpeg[2..]);
        out
    }

    #[test]
    fn a_photo_comes_out_upright_and_without_its_metadata() {
        let image = DynamicImage::ImageRgb8(RgbImage::from_fn(40, 20, |x, _| {
            image::Rgb(if x < 20 { [250, 0, 0] } else { [0, 0, 250] })
        }));
        let photo = with_exif(&encoded(&image, ImageFormat::Jpeg));
        let taken = take(&photo, ImageFormat::Jpeg).unwrap();
        assert_eq!((taken.width, taken.height), (20, 40), "turned");
        assert!(!taken.bytes.windows(4).any(|w| w == b"Exif"));
        assert!(!taken.small.windows(4).any(|w| w == b"Exif"));
        let out = image::load_from_memory(&taken.bytes).unwrap().into_rgb8();
        assert!(out.get_pixel(10, 2)[0] > 200, "the left is on top now");
        assert!(out.get_pixel(10, 37)[2] > 200);
    }

    #[test]
    fn a_large_picture_is_scaled_and_a_small_one_is_not() {
        let image = DynamicImage::new_rgb8(3_200, 800);
        let taken = take(&encoded(&image, ImageFormat::Png), ImageFormat::Png).unwrap();
        assert_eq!((taken.width, taken.height), (1_600, 400));
        let small = image::load_from_memory(&taken.small).unwrap();
        assert_eq!((small.width(), small.height()), (320, 80));
        let image = DynamicImage::new_rgb8(100, 50);
        let taken = take(&encoded(&image, ImageFormat::WebP), ImageFormat::WebP).unwrap();
        assert_eq!((taken.width, taken.height), (100, 50));
    }

    #[test]
    fn transparency_becomes_white() {
        let image = DynamicImage::new_rgba8(8, 8);
        let taken = take(&encoded(&image, ImageFormat::Png), ImageFormat::Png).unwrap();
        let out = image::load_from_memory(&taken.bytes).unwrap().into_rgb8();
        assert!(out.get_pixel(4, 4).0.iter().all(|c| *c > 250));
    }

    #[test]
    fn a_picture_of_too_many_pixels_is_refused_before_it_is_decoded() {
        // A PNG of 30,000 × 30,000 pixels is said in its first 33 bytes.
        let mut bomb = encoded(&DynamicImage::new_rgb8(1, 1), ImageFormat::Png);
        bomb[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
        let crc = crc32(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&crc.to_be_bytes());
        let refused = take(&bomb, ImageFormat::Png).unwrap_err();
        assert!(matches!(refused, PictureError::TooManyPixels), "{refused:?}");
        assert!(matches!(
            take(b"\xFF\xD8\xFF\xE0nothing", ImageFormat::Jpeg).unwrap_err(),
            PictureError::Broken(_)
        ));
    }

    fn crc32(bytes: &[u8]) -> u32 {
        let mut crc = u32::MAX;
        for byte in bytes {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = (crc >> 1) ^ (0xEDB8_8320 & 0_u32.wrapping_sub(crc & 1));
            }
        }
        !crc
    }
}
