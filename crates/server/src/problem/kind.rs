//! The kinds of problems: each has a stable slug, a status and sentences in the catalogue.

use axum::http::StatusCode;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $slug:literal, $status:ident;)+) => {
        /// What kind of problem it is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Kind {
            $($(#[$doc])* $name,)+
        }

        impl Kind {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The last part of its type, `/problems/<slug>`; never changes.
            #[must_use]
            pub const fn slug(self) -> &'static str {
                match self { $(Self::$name => $slug,)+ }
            }

            /// The status of the answer.
            #[must_use]
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status,)+ }
            }
        }
    };
}

kinds! {
    /// The request cannot be read: not JSON, a broken address.
    Malformed = "malformed", BAD_REQUEST;
    /// Nobody is logged in, or the login has ended.
    Unauthenticated = "unauthenticated", UNAUTHORIZED;
    /// The one who is logged in may not do this.
    Forbidden = "forbidden", FORBIDDEN;
    /// There is no such thing, or it is not for this reader.
    NotFound = "not-found", NOT_FOUND;
    /// The address exists, but not for this method.
    MethodNotAllowed = "method-not-allowed", METHOD_NOT_ALLOWED;
    /// The thing is in a state in which this cannot be done.
    Conflict = "conflict", CONFLICT;
    /// Someone else has changed the thing meanwhile.
    Precondition = "changed-meanwhile", PRECONDITION_FAILED;
    /// A change must say in `If-Match` which version it changes.
    PreconditionRequired = "version-required", PRECONDITION_REQUIRED;
    /// The body or a file is too large.
    PayloadTooLarge = "too-large", PAYLOAD_TOO_LARGE;
    /// The body is not of a kind that is read here.
    UnsupportedMedia = "unsupported-media", UNSUPPORTED_MEDIA_TYPE;
    /// Fields break rules.
    Invalid = "invalid", UNPROCESSABLE_ENTITY;
    /// Too many requests from one place.
    TooMany = "too-many", TOO_MANY_REQUESTS;
    /// A fault of the program.
    Internal = "internal", INTERNAL_SERVER_ERROR;
    /// Something that the program needs does not answer.
    Unavailable = "unavailable", SERVICE_UNAVAILABLE;
    /// It took too long.
    Timeout = "timeout", GATEWAY_TIMEOUT;
}

impl Kind {
    /// The kind of an answer that a library gave with nothing but this status.
    #[must_use]
    pub fn of_status(status: StatusCode) -> Self {
        let same = Self::ALL.iter().find(|kind| kind.status() == status).copied();
        same.unwrap_or(if status.is_server_error() {
            Self::Internal
        } else {
            Self::Malformed
        })
    }

    /// The kind with this slug.
    #[must_use]
    pub fn of_slug(slug: &str) -> Option<Self> {
        Self::ALL.iter().find(|kind| kind.slug() == slug).copied()
    }
}
