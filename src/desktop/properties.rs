//! The properties of objects on a bus, and the signals that say that they changed.

use std::collections::HashMap;

use zbus::message::{Message, Type};
use zbus::{Connection, MatchRule, OwnedVariant, Variant};

const PROPERTIES: &str = "org.freedesktop.DBus.Properties";

/// Properties by their names.
pub(super) type Properties = HashMap<String, OwnedVariant>;

/// The signals of an object that say that properties of an interface changed.
pub(super) fn rule<'a>(
    sender: &'a str,
    path: &'a str,
    interface: &'a str,
) -> zbus::Result<MatchRule<'a>> {
    let rule = MatchRule::builder()
        .msg_type(Type::Signal)
        .sender(sender)
        .path(path)
        .interface(PROPERTIES)
        .member("PropertiesChanged")
        .add_arg(interface);
    rule.build()
}

/// Whether such a signal names one of these properties.
pub(super) fn names(signal: &Message, properties: &[&str]) -> bool {
    type Body<'a> = (&'a str, HashMap<&'a str, Variant<'a>>, Vec<&'a str>);
    let body = signal.body();
    match body.deserialize::<Body<'_>>() {
        Ok((_, changed, invalidated)) => properties
            .iter()
            .any(|property| changed.contains_key(property) || invalidated.contains(property)),
        Err(error) => {
            tracing::debug!("a change of properties is not understood: {error}");
            false
        }
    }
}

/// All properties of an interface of an object.
pub(super) async fn all(
    connection: &Connection,
    owner: &str,
    path: &str,
    interface: &str,
) -> zbus::Result<Properties> {
    let asked = connection.call_method(Some(owner), path, Some(PROPERTIES), "GetAll", &interface);
    asked.await?.body().deserialize()
}

/// The truth of a property, if it is there and has one.
pub(super) fn truth(properties: &Properties, name: &str) -> Option<bool> {
    let value = properties.get(name)?;
    bool::try_from(&**value).ok()
}
