//! What `forecast` takes.

use clap::Args;

use crate::domain::memory::Retention;

/// `forecast`.
#[derive(Debug, Args)]
pub struct Forecast {
    /// How many days, from today.
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=3650))]
    pub days: u32,
    /// What another retention would cost: 0.70 to 0.99, or 70% to 99%.
    #[arg(long, value_name = "R", value_parser = retention)]
    pub retention: Option<f32>,
    /// What another number of new branches and rooms a day would cost.
    #[arg(long, value_name = "N")]
    pub new_per_day: Option<u32>,
    /// What more or fewer minutes a day would bring.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1440))]
    pub minutes: Option<u32>,
}

fn retention(text: &str) -> Result<f32, String> {
    let read = match text.trim().strip_suffix('%') {
        Some(percent) => percent.trim().parse::<f32>().map(|value| value / 100.0),
        None => text.trim().parse::<f32>(),
    };
    let value = read.map_err(|_| "choose 0.70 to 0.99".to_owned())?;
    Retention::new(value)
        .map(Retention::get)
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_retention_is_a_fraction_or_per_cent() {
        assert_eq!(retention("0.95"), Ok(0.95));
        assert_eq!(retention("95%"), Ok(0.95));
        assert_eq!(retention("85 %"), Ok(0.85));
        for bad in ["95", "0.5", "1", "much", "NaN", ""] {
            assert!(retention(bad).is_err(), "{bad}");
        }
    }
}
