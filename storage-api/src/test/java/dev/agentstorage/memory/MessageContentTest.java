package dev.agentstorage.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.value.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageContentTest {
    private static final Json PART = Json.parse("{\"type\":\"text\",\"text\":\"hello\"}");

    @Test
    void aStringIsOneTextPart() {
        MessageContent content = new MessageContent(Json.of("hello"));
        assertThat(content.text()).isEqualTo("hello");
        assertThat(content.parts()).extracting(MessagePart::json).containsExactly(PART);
        assertThat(content.metadata()).isEqualTo(Json.EMPTY_OBJECT);
    }

    @Test
    void anArrayIsItsParts() {
        Json image = Json.parse("{\"type\":\"image\"}");
        MessageContent content = new MessageContent(Json.of(List.of(PART, image, "loose", PART)));
        assertThat(content.text()).isEqualTo("hello\nhello");
        assertThat(content.parts()).extracting(MessagePart::json).containsExactly(PART, image, Json.of("loose"), PART);
        assertThat(content.metadata()).isEqualTo(Json.EMPTY_OBJECT);
    }

    @Test
    void anyOtherValueHasNoParts() {
        for (Json value : List.of(Json.NULL, Json.of(42), Json.of(true), Json.EMPTY_OBJECT)) {
            MessageContent content = new MessageContent(value);
            assertThat(content.text()).isEmpty();
            assertThat(content.parts()).isEmpty();
        }
    }

    @Test
    void theUsualFormHasPartsOrPlainContent() {
        assertThat(new MessageContent(MessageContent.text("hello")).parts())
                .extracting(MessagePart::json)
                .containsExactly(PART);
        assertThat(new MessageContent(Json.parse("{\"content\":\"plain\"}")).text())
                .isEqualTo("plain");
    }
}
