package dev.agentstorage.value;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.Deserializers;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.ser.Serializers;
import com.fasterxml.jackson.databind.ser.impl.UnknownSerializer;
import com.fasterxml.jackson.databind.type.MapType;
import com.fasterxml.jackson.databind.type.ReferenceType;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Restricts Jackson to beans and records: every other property value is left unchanged for {@link JsonForms}, which converts it as it does
 * outside of beans. The module also reads these forms back.
 */
final class FormModule extends SimpleModule {
    private static final long serialVersionUID = 1;

    FormModule() {
        super("forms");
        TextForm.ALL.forEach(this::add);
        addDeserializer(Json.class, new JsonDocument());
        addDeserializer(OptionalInt.class, new OptionalNumber<>(Integer.class, OptionalInt.empty(), OptionalInt::of));
        addDeserializer(OptionalLong.class, new OptionalNumber<>(Long.class, OptionalLong.empty(), OptionalLong::of));
        addDeserializer(
                OptionalDouble.class, new OptionalNumber<>(Double.class, OptionalDouble.empty(), OptionalDouble::of));
        setSerializerModifier(new LeaveUnknown());
    }

    /** Returns whether a class belongs to the JDK; the internal state of such classes is not serialised. */
    static boolean isOfJdk(Class<?> type) {
        String module = type.getModule().getName();
        return module != null && (module.startsWith("java.") || module.startsWith("jdk."));
    }

    @Override
    public void setupModule(SetupContext context) {
        super.setupModule(context);
        context.addSerializers(new LeftTypes());
        context.addDeserializers(new ReadTypes());
    }

    private <T> void add(TextForm<T> form) {
        addDeserializer(form.type(), new Text<>(form));
        addKeyDeserializer(form.type(), new KeyDeserializer() {
            @Override
            public Object deserializeKey(String key, DeserializationContext context) throws IOException {
                try {
                    return form.reader().apply(key);
                } catch (RuntimeException e) {
                    throw context.weirdKeyException(
                            form.type(), key, e.getClass().getSimpleName());
                }
            }
        });
    }

    /** Selects the values that Jackson must not inspect for properties. */
    private static final class LeftTypes extends Serializers.Base {
        @Override
        public @Nullable JsonSerializer<?> findSerializer(
                SerializationConfig config, JavaType type, BeanDescription description) {
            Class<?> raw = type.getRawClass();
            boolean scalar = raw == String.class
                    || Number.class.isAssignableFrom(raw)
                    || raw == Boolean.class
                    || raw == Character.class
                    || raw.isPrimitive()
                    || Enum.class.isAssignableFrom(raw);
            return raw == Json.class
                            || OpenValue.class.isAssignableFrom(raw)
                            || raw.isHidden()
                            || (isOfJdk(raw) && !scalar)
                    ? new Left()
                    : null;
        }

        @Override
        public JsonSerializer<?> findReferenceSerializer(
                SerializationConfig config,
                ReferenceType type,
                BeanDescription description,
                @Nullable TypeSerializer typeSerializer,
                @Nullable JsonSerializer<Object> content) {
            return new Left();
        }

        @Override
        public JsonSerializer<?> findMapSerializer(
                SerializationConfig config,
                MapType type,
                BeanDescription description,
                @Nullable JsonSerializer<Object> key,
                @Nullable TypeSerializer typeSerializer,
                @Nullable JsonSerializer<Object> content) {
            return new Left();
        }
    }

    /** Leaves objects without properties unchanged. */
    private static final class LeaveUnknown extends BeanSerializerModifier {
        private static final long serialVersionUID = 1;

        @Override
        public JsonSerializer<?> modifySerializer(
                SerializationConfig config, BeanDescription description, JsonSerializer<?> serializer) {
            return serializer instanceof UnknownSerializer ? new Left() : serializer;
        }
    }

    /** Returns a value unchanged. */
    private static final class Left extends JsonSerializer<Object> {
        @Override
        public void serialize(Object value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            generator.writeEmbeddedObject(value);
        }

        @Override
        public void serializeWithType(
                Object value, JsonGenerator generator, SerializerProvider provider, TypeSerializer typeSerializer)
                throws IOException {
            serialize(value, generator, provider);
        }
    }

    private static final class Text<T> extends JsonDeserializer<T> {
        private final TextForm<T> form;

        Text(TextForm<T> form) {
            this.form = form;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                return context.reportInputMismatch(form.type(), "a JSON string is expected");
            }
            try {
                return form.reader().apply(parser.getText());
            } catch (RuntimeException e) {
                throw context.weirdStringException(
                        parser.getText(), form.type(), e.getClass().getSimpleName());
            }
        }
    }

    private static final class JsonDocument extends JsonDeserializer<Json> {
        @Override
        public Json deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return Json.wrap(JsonReader.node(parser, parser.currentToken()));
        }

        @Override
        public Json getNullValue(DeserializationContext context) {
            return Json.NULL;
        }
    }

    private static final class OptionalNumber<N, T> extends JsonDeserializer<T> {
        private final Class<N> number;
        private final T none;
        private final Function<N, T> maker;

        OptionalNumber(Class<N> number, T none, Function<N, T> maker) {
            this.number = number;
            this.none = none;
            this.maker = maker;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return maker.apply(context.readValue(parser, number));
        }

        @Override
        public T getNullValue(DeserializationContext context) {
            return none;
        }

        @Override
        public T getAbsentValue(DeserializationContext context) {
            return none;
        }
    }

    private static final class ReadTypes extends Deserializers.Base {
        @Override
        public @Nullable JsonDeserializer<?> findBeanDeserializer(
                JavaType type, DeserializationConfig config, BeanDescription description) {
            if (type.hasRawClass(Optional.class)) {
                return new OptionalValue(type.containedTypeOrUnknown(0));
            }
            return isOpen(type.getRawClass())
                    ? new Text<>(openForm(type.getRawClass().asSubclass(OpenValue.class)))
                    : null;
        }

        @Override
        public boolean hasDeserializerFor(DeserializationConfig config, Class<?> valueType) {
            return valueType == Optional.class || isOpen(valueType);
        }

        private static boolean isOpen(Class<?> type) {
            return OpenValue.class.isAssignableFrom(type) && type.isRecord();
        }

        private static <T extends OpenValue> TextForm<T> openForm(Class<T> type) {
            return new TextForm<>(type, OpenValue::value, text -> {
                try {
                    return type.getConstructor(String.class).newInstance(text);
                } catch (ReflectiveOperationException e) {
                    throw new IllegalArgumentException("an open value has one text", e);
                }
            });
        }
    }

    private static final class OptionalValue extends JsonDeserializer<Optional<?>> {
        private final JavaType content;

        OptionalValue(JavaType content) {
            this.content = content;
        }

        @Override
        public Optional<?> deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return Optional.ofNullable(context.readValue(parser, content));
        }

        @Override
        public Optional<?> getNullValue(DeserializationContext context) {
            return Optional.empty();
        }

        @Override
        public Optional<?> getAbsentValue(DeserializationContext context) {
            return Optional.empty();
        }
    }
}
