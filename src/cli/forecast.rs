//! `loci forecast`: what the coming days will ask, and what other settings would cost.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::args::forecast::Forecast as ForecastArgs;
use super::context::{Context, Reply};
use super::exit::{Exit, Trouble};
use super::render::out::Form;
use crate::ipc::client::ClientError;
use crate::ipc::protocol::{Forecast, ForecastReply, Request};

mod draw;
mod sums;

/// Columns of a terminal whose width is not known.
const COLUMNS: usize = 80;

/// The days as they came: the data under `--json`.
#[derive(Deserialize)]
struct Days {
    days: Box<RawValue>,
}

/// `loci forecast`.
pub fn run(context: &mut Context, args: &ForecastArgs) -> Result<Exit, Trouble> {
    let request = Request::Forecast(Forecast {
        days: Some(args.days),
        retention: args.retention,
        new_per_day: args.new_per_day,
        minutes: args.minutes,
    });
    let reply: Reply<ForecastReply> = context.call_patiently(&request)?;
    if context.out.form == Form::Json {
        let whole: Days =
            serde_json::from_str(reply.raw.get()).map_err(|error| ClientError::Garbled {
                what: error.to_string(),
            })?;
        context.out.json("forecast", &whole.days)?;
        return Ok(Exit::Done);
    }
    let columns = context.out.width().unwrap_or(COLUMNS);
    context.out.data(&text(&reply.value, columns))?;
    Ok(Exit::Done)
}

fn text(forecast: &ForecastReply, columns: usize) -> String {
    if forecast.loci == 0 {
        return "nothing to forecast: no branch or room is asked (loci add FOLDER, or loci start)"
            .to_owned();
    }
    let quiet = forecast.summary.reviews == 0 && forecast.summary.waiting == 0;
    let mut text = match quiet {
        true => String::new(),
        false => format!("{}\n", draw::table(&forecast.days, columns)),
    };
    text.push_str(&sums::lines(forecast, columns));
    text
}

#[cfg(test)]
mod tests;
