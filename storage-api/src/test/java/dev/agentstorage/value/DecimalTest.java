package dev.agentstorage.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers in their normal form: the text of {@code BigDecimal}, without its costs and bounds. */
class DecimalTest {
    private static void likeBigDecimal(String number) {
        BigDecimal value = new BigDecimal(number);
        String expected = value.signum() == 0 ? "0" : value.stripTrailingZeros().toString();
        assertThat(Decimal.normal(number)).as(number).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "0.0",
                "0e5",
                "-0.000E-7",
                "1",
                "-1",
                "10",
                "100",
                "1.0",
                "1.50",
                "0.1",
                "0.000001",
                "0.0000001",
                "123456789012345678901234567890",
                "1e3",
                "1E+3",
                "1e-3",
                "1e-6",
                "1e-7",
                "12e-7",
                "123.456e2",
                "123.456e-10",
                "-0.00100e3",
                "1e400",
                "10e399",
                "1e2147483646",
                "1e-2147483646",
                "1e00000000000000000005",
                "9e0"
            })
    void numbersAreWrittenAsBigDecimalDoes(String number) {
        likeBigDecimal(number);
    }

    @Test
    void randomNumbersAreWrittenAsBigDecimalDoes() {
        long seed = Long.getLong("test.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder number = new StringBuilder(random.nextBoolean() ? "-" : "");
            int whole = random.nextInt(12);
            number.append(whole == 0 ? "0" : "1" + digits(random, whole - 1));
            if (random.nextBoolean()) {
                number.append('.').append(digits(random, 1 + random.nextInt(10)));
            }
            if (random.nextBoolean()) {
                number.append(random.nextBoolean() ? 'e' : 'E')
                        .append(List.of("", "+", "-").get(random.nextInt(3)))
                        .append(random.nextInt(30));
            }
            likeBigDecimal(number.toString());
        }
    }

    private static String digits(Random random, int count) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            // many zeros, which are what the normal form is about
            digits.append(random.nextInt(3) == 0 ? random.nextInt(10) : 0);
        }
        return digits.toString();
    }

    @Test
    void exponentsBeyondBigDecimalCountByValueToo() {
        assertThat(Decimal.normal("10e99999999999999999998"))
                .isEqualTo(Decimal.normal("1E99999999999999999999"))
                .isEqualTo(Decimal.normal("0.0010e+100000000000000000002"))
                .isNotEqualTo(Decimal.normal("1e-99999999999999999999"))
                .isNotEqualTo(Decimal.normal("-1e99999999999999999999"));
        assertThat(Decimal.normal("0e99999999999999999999")).isEqualTo("0");
    }
}
