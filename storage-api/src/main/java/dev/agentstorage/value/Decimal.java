package dev.agentstorage.value;

import java.math.BigInteger;

/** Normalises the decimal value of a JSON number as text, without the cost of a {@code BigDecimal} with many digits or a large exponent. */
final class Decimal {
    /** Maximum number of digits of an exponent whose sum with the length of a number certainly fits into a {@code long}. */
    private static final int SHORT_EXPONENT = 15;

    private Decimal() {}

    /**
     * Returns the same text for all numbers of equal decimal value: that of a {@code BigDecimal} without trailing zeros, also for exponents
     * beyond its range. Linear in the length of the text.
     */
    static String normal(String number) {
        int end = number.length();
        int exponentAt = end;
        int point = -1;
        for (int i = 0; i < end; i++) {
            char c = number.charAt(i);
            if (c == '.') {
                point = i;
            } else if (c == 'e' || c == 'E') {
                exponentAt = i;
                break;
            }
        }
        int start = number.charAt(0) == '-' ? 1 : 0;
        if (point < 0 && exponentAt == end && number.charAt(end - 1) != '0') {
            // most numbers are small integers without trailing zeros
            return number;
        }
        StringBuilder digits = new StringBuilder(exponentAt - start).append(number, start, exponentAt);
        long scale = 0;
        if (point >= 0) {
            digits.deleteCharAt(point - start);
            scale = exponentAt - point - 1L;
        }
        int leading = 0;
        while (leading < digits.length() && digits.charAt(leading) == '0') {
            leading++;
        }
        if (leading == digits.length()) {
            return "0";
        }
        int last = digits.length();
        while (digits.charAt(last - 1) == '0') {
            last--;
            scale--;
        }
        String significant = digits.substring(leading, last);
        String sign = start == 1 ? "-" : "";
        String exponent = exponentAt == end ? "0" : number.substring(exponentAt + 1);
        if (exponent.length() > SHORT_EXPONENT) {
            BigInteger adjusted = new BigInteger(exponent).add(BigInteger.valueOf(significant.length() - 1 - scale));
            return adjusted.bitLength() < Integer.SIZE
                    ? sign + text(significant, significant.length() - 1 - adjusted.longValue())
                    : sign + scientific(significant, adjusted.signum() < 0 ? "" + adjusted : "+" + adjusted);
        }
        return sign + text(significant, scale - Long.parseLong(exponent));
    }

    /** Writes digits with a scale in the format of {@code BigDecimal}. */
    private static String text(String digits, long scale) {
        long adjusted = digits.length() - 1 - scale;
        if (scale == 0) {
            return digits;
        }
        if (scale < 0 || adjusted < -6) {
            return scientific(digits, adjusted > 0 ? "+" + adjusted : "" + adjusted);
        }
        int whole = (int) (digits.length() - scale);
        return whole > 0
                ? digits.substring(0, whole) + "." + digits.substring(whole)
                : "0." + "0".repeat(-whole) + digits;
    }

    private static String scientific(String digits, String exponent) {
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return mantissa + "E" + exponent;
    }
}
