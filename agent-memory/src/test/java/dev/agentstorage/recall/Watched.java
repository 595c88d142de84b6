package dev.agentstorage.recall;

import dev.agentstorage.config.Option;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.spi.SpiVersion;
import dev.agentstorage.spi.StorageBackend;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Limits;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A provider whose backend is always the same one, with an interceptor around each of its calls. */
record Watched(StorageProvider reference, StorageBackend backend, Around around) implements StorageProvider {
    /** A call of an interface. */
    interface Call {
        Object make() throws ReflectiveOperationException;
    }

    /** Makes a call, or does not. */
    interface Around {
        Object call(Method method, Call call) throws ReflectiveOperationException;
    }

    /** Puts an interceptor around the calls of an interface, and of the parts of a backend that it returns. */
    static <T> T watch(Class<T> type, Object target, Around around) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Class<?> part = part(method);
                    try {
                        if (part == null) {
                            return around.call(method, () -> method.invoke(target, arguments));
                        }
                        Object result = method.invoke(target, arguments);
                        return result instanceof Optional<?> optional
                                ? optional.map(value -> watch(part, value, around))
                                : watch(part, result, around);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private static Class<?> part(Method method) {
        Class<?> type = method.getGenericReturnType() instanceof ParameterizedType optional
                        && optional.getRawType() == Optional.class
                        && optional.getActualTypeArguments()[0] instanceof Class<?> value
                ? value
                : method.getReturnType();
        boolean isPart = type.isInterface() && type.getPackageName().equals(StorageBackend.class.getPackageName());
        return isPart ? type : null;
    }

    @Override
    public String name() {
        return reference.name();
    }

    @Override
    public SpiVersion spiVersion() {
        return reference.spiVersion();
    }

    @Override
    public Set<Feature> features() {
        return reference.features();
    }

    @Override
    public Limits limits() {
        return reference.limits();
    }

    @Override
    public List<Option<?>> options() {
        return reference.options();
    }

    @Override
    public StorageBackend open(StorageConfig config) {
        return watch(StorageBackend.class, backend, around);
    }
}
