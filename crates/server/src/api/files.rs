//! `/api/v1/files`: photos of goods and scans of certificates.

use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, IF_NONE_MATCH, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use chonoi_domain::actor::Role;
use chonoi_domain::id::FileId;
use chonoi_market::files::{FileBytes, FileView, Part};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt as _};
use utoipa_axum::routes;
use uuid::Uuid;

use crate::api::posts::id;
use crate::extract::{Caller, MaybeCaller, Upload};
use crate::problem::Problem;
use crate::problem::render::Body as ProblemBody;
use crate::state::AppState;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(create).layer(DefaultBodyLimit::disable()))
        .routes(routes!(read))
        .routes(routes!(thumb))
}

/// An uploaded file.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FileView)]
struct Shown {
    id: Uuid,
    /// `photo` or `document`.
    kind: String,
    /// Media type of the file as kept.
    mime: String,
    /// Its length as kept.
    bytes: i64,
    /// Of photos, in pixels.
    width: Option<i32>,
    /// Of photos, in pixels.
    height: Option<i32>,
    url: String,
    /// Of photos: at most 320 pixels.
    thumb_url: Option<String>,
}

/// What is uploaded.
#[derive(ToSchema)]
#[schema(as = UploadForm)]
#[expect(
    dead_code,
    reason = "only its description is used; the extractor reads the form"
)]
pub(crate) struct Form {
    /// The file.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Uploads a picture (JPEG, PNG, WebP) or a PDF for one's own organisation, at most 8 MiB.
#[utoipa::path(
    post, path = "/api/v1/files", tag = "files", operation_id = "upload_file",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated call harmless.")),
    request_body(content = Form, content_type = "multipart/form-data"),
    responses(
        (status = 201, body = Shown), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 413, body = ProblemBody), (status = 415, body = ProblemBody), (status = 422, body = ProblemBody)
    )
)]
async fn create(
    State(app): State<AppState>,
    Caller(actor): Caller,
    upload: Upload,
) -> Result<(StatusCode, axum::Json<Shown>), Problem> {
    let member = actor
        .member(Role::Supplier)
        .or_else(|_| actor.member(Role::Buyer))?;
    let once = upload.once(actor.user(), "files.create");
    let view = app
        .market
        .upload(&member, upload.name.as_deref(), upload.bytes, &once)
        .await?;
    Ok((StatusCode::CREATED, axum::Json(shown(view))))
}

/// Reads a file: photos of offers on the market are for everyone, all else for its organisation and the trade
/// department.
#[utoipa::path(
    get, path = "/api/v1/files/{id}", tag = "files", operation_id = "read_file",
    params(("id" = Uuid, Path)),
    responses((status = 200, description = "The file"), (status = 404, body = ProblemBody))
)]
async fn read(
    State(app): State<AppState>,
    caller: MaybeCaller,
    Path(text): Path<String>,
    asked: HeaderMap,
) -> Result<Response, Problem> {
    let file = app
        .market
        .file(caller.actor(), id::<FileId>(&text)?, Part::Full)
        .await?;
    Ok(sent(file, "", &asked))
}

/// Reads the small size of a photo.
#[utoipa::path(
    get, path = "/api/v1/files/{id}/thumb", tag = "files", operation_id = "read_thumb",
    params(("id" = Uuid, Path)),
    responses((status = 200, description = "The photo"), (status = 404, body = ProblemBody))
)]
async fn thumb(
    State(app): State<AppState>,
    caller: MaybeCaller,
    Path(text): Path<String>,
    asked: HeaderMap,
) -> Result<Response, Problem> {
    let file = app
        .market
        .file(caller.actor(), id::<FileId>(&text)?, Part::Thumb)
        .await?;
    Ok(sent(file, "-thumb", &asked))
}

fn shown(FileView { file }: FileView) -> Shown {
    let url = format!("/api/v1/files/{}", file.id);
    Shown {
        id: file.id.0,
        kind: file.kind.to_string(),
        mime: file.mime,
        bytes: file.bytes,
        width: file.size.map(|(width, _)| width),
        height: file.size.map(|(_, height)| height),
        thumb_url: file.size.is_some().then(|| format!("{url}/thumb")),
        url,
    }
}

/// The bytes with what a browser must know: they never change, and they are nothing but what they say.
fn sent(found: FileBytes, variant: &str, asked: &HeaderMap) -> Response {
    let tag = format!("\"{}{variant}\"", found.file.digest);
    let cache = if found.public {
        "public, max-age=31536000, immutable"
    } else {
        "private, max-age=31536000, immutable"
    };
    let is_pdf = found.file.mime == "application/pdf";
    let disposition = format!(
        "{}; filename=\"{}.{}\"",
        if is_pdf { "attachment" } else { "inline" },
        found.file.id,
        if is_pdf { "pdf" } else { "jpg" }
    );
    let known = asked
        .get(IF_NONE_MATCH)
        .is_some_and(|value| value.as_bytes() == tag.as_bytes());
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        found.bytes.into_response()
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (CONTENT_TYPE, found.file.mime.as_str()),
        (CACHE_CONTROL, cache),
        (CONTENT_DISPOSITION, &disposition),
        (ETAG, &tag),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
    response
}
