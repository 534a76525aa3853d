package org.espalier.format;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.ser.ContextualSerializer;
import com.fasterxml.jackson.databind.type.MapType;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes the maps of `Map.of` and `Map.copyOf` in the order of their keys. The JDK gives them another order in every
/// process, and the same result must have the same bytes. Maps with an order of their own keep it.
final class SteadyMaps extends BeanSerializerModifier {

    private static final long serialVersionUID = 1L;

    /// The module that a mapper takes.
    static SimpleModule module() {
        return new SimpleModule("steady maps").setSerializerModifier(new SteadyMaps());
    }

    @Override
    public JsonSerializer<?> modifyMapSerializer(
            SerializationConfig config, MapType type, BeanDescription bean, JsonSerializer<?> serializer) {
        @SuppressWarnings("unchecked") // What Jackson made for maps takes maps.
        JsonSerializer<Object> maps = (JsonSerializer<Object>) serializer;
        return new Ordering(maps);
    }

    private static final class Ordering extends JsonSerializer<Object> implements ContextualSerializer {

        private final JsonSerializer<Object> maps;

        Ordering(JsonSerializer<Object> maps) {
            this.maps = maps;
        }

        @Override
        public JsonSerializer<?> createContextual(SerializerProvider provider, @Nullable BeanProperty property)
                throws JsonMappingException {
            @SuppressWarnings("unchecked")
            JsonSerializer<Object> contextual =
                    (JsonSerializer<Object>) provider.handlePrimaryContextualization(maps, property);
            return new Ordering(contextual);
        }

        @Override
        public void serialize(Object value, JsonGenerator out, SerializerProvider provider) throws IOException {
            maps.serialize(ordered(value), out, provider);
        }

        @Override
        public boolean isEmpty(SerializerProvider provider, Object value) {
            return maps.isEmpty(provider, value);
        }

        private static Object ordered(Object value) {
            if (!(value instanceof Map<?, ?> map) || !map.getClass().getName().startsWith("java.util.ImmutableC")) {
                return value;
            }
            Map<Object, Object> ordered = new LinkedHashMap<>();
            map.entrySet().stream()
                    .sorted(java.util.Comparator.comparing(entry -> String.valueOf(entry.getKey())))
                    .forEach(entry -> ordered.put(entry.getKey(), entry.getValue()));
            return ordered;
        }
    }
}
