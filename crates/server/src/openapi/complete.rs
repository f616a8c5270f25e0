//! What every operation's description has in common, written once: how to log in, and how errors look.

use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Content, OpenApi, Ref, RefOr, ResponseBuilder};

/// Adds the login scheme `bearer` and, to every operation, the problem as the answer in all other cases.
pub(super) fn complete(document: &mut OpenApi) {
    let schema = RefOr::Ref(Ref::from_schema_name("Problem"));
    let problem = ResponseBuilder::new()
        .description("Why it was refused (RFC 9457)")
        .content("application/problem+json", Content::new(Some(schema)))
        .build();
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .build();
    let components = document.components.get_or_insert_default();
    components
        .responses
        .insert("Problem".to_owned(), RefOr::T(problem));
    components
        .security_schemes
        .insert("bearer".to_owned(), RefOr::T(SecurityScheme::Http(bearer)));
    for operation in document.paths.paths.values_mut().flat_map(operations) {
        let refusal = RefOr::Ref(Ref::from_response_name("Problem"));
        operation
            .responses
            .responses
            .entry("default".to_owned())
            .or_insert(refusal);
    }
}

/// The operations of one address.
fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [
        &mut item.get,
        &mut item.put,
        &mut item.post,
        &mut item.patch,
        &mut item.delete,
    ]
    .into_iter()
    .flatten()
}
