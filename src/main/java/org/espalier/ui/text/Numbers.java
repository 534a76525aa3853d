package org.espalier.ui.text;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Numbers as they stand on screen: three significant digits, a thin space before the unit, binary byte units.
public final class Numbers {

    private static final String THIN = " ";
    private static final List<String> BYTE_UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB");
    private static final List<String> COUNT_UNITS = List.of("", "K", "M", "G", "T");

    private Numbers() {}

    /// A byte count: "214 KiB", "13.5 GiB"; exact below 1000.
    public static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (Math.abs(value) >= 999.5 && unit < BYTE_UNITS.size() - 1) {
            value /= 1024;
            unit++;
        }
        return (unit == 0 ? Long.toString(bytes) : significant(value)) + THIN + BYTE_UNITS.get(unit);
    }

    /// Every digit of a byte count: "218,112 B".
    public static String exactBytes(long bytes) {
        return count(bytes) + THIN + "B";
    }

    /// Every digit, grouped: "1,056,964,608".
    public static String count(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    /// A large count in short: "2.10 M", "7.06 G"; exact below 10,000.
    public static String shortCount(long n) {
        if (Math.abs(n) < 10_000) {
            return count(n);
        }
        double value = n;
        int unit = 0;
        while (Math.abs(value) >= 999.5 && unit < COUNT_UNITS.size() - 1) {
            value /= 1000;
            unit++;
        }
        return significant(value) + THIN + COUNT_UNITS.get(unit);
    }

    /// A share of one as a percentage: 0.458 is "45.8 %".
    public static String percent(double share) {
        return percentOf(share * 100);
    }

    /// A value that is already in percent: 45.8 is "45.8 %".
    public static String percentOf(double percent) {
        return decimals(percent, Math.abs(percent - Math.rint(percent)) < 0.05 ? 0 : 1) + THIN + "%";
    }

    /// A difference in percentage points with sign and arrow: "▼ 1.2 points".
    public static String points(double difference) {
        String arrow = difference > 0.049 ? "▲ +" : difference < -0.049 ? "▼ −" : "= ";
        return arrow + decimals(Math.abs(difference), 1) + THIN + Words.of("number.points");
    }

    /// Three significant digits, never in exponent form between 0.001 and a million.
    public static String significant(double value) {
        if (value == 0) {
            return "0";
        }
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? Words.of("number.none") : value > 0 ? "∞" : "−∞";
        }
        double size = Math.abs(value);
        if (size < 1e-3 || size >= 1e6) {
            return String.format(Locale.ROOT, "%.2e", value).replace('-', '−');
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(3, RoundingMode.HALF_EVEN));
        String text =
                size >= 100 ? rounded.setScale(0, RoundingMode.HALF_EVEN).toPlainString() : rounded.toPlainString();
        return text.replace('-', '−');
    }

    /// A fixed number of decimals with a true minus sign.
    public static String decimals(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value).replace('-', '−');
    }

    /// A length of time: "840 ms", "12.3 s", "3:12", "1:02:05".
    public static String duration(Duration time) {
        long millis = time.toMillis();
        if (millis < 1000) {
            return millis + THIN + "ms";
        }
        if (millis < 60_000) {
            return decimals(millis / 1000.0, millis < 10_000 ? 2 : 1) + THIN + "s";
        }
        long s = time.toSeconds();
        return s < 3600
                ? String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
    }

    /// A value with its unit and a thin space between.
    public static String with(String value, String unit) {
        return value + THIN + unit;
    }
}
