package dev.agentstorage.tck.provider;

import dev.agentstorage.config.Option;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.InvalidRequestException.Problem;
import dev.agentstorage.spi.SpiVersion;
import dev.agentstorage.spi.StorageBackend;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Limits;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A provider with an interceptor in front of its backends: every call of a domain goes through the interceptor, which may throw in its place,
 * before it or after it. The life of the backend is left alone. Immutable, and thread-safe as the provider and the interceptor are.
 *
 * @param provider the provider behind it
 * @param interceptor what every call goes through
 */
public record Intercepted(StorageProvider provider, Interceptor interceptor) implements StorageProvider {
    /** The real call. */
    @FunctionalInterface
    public interface Call {
        /**
         * Makes it, and returns what it returns or throws what it throws.
         *
         * @return what the method returns
         * @throws java.lang.Throwable what the method throws
         */
        @Nullable
        Object proceed() throws Throwable;
    }

    /** Intercepts the calls of a backend. */
    @FunctionalInterface
    public interface Interceptor {
        /**
         * Answers a call of a method of the SPI.
         *
         * @param method the method of the SPI
         * @param arguments the arguments of the call
         * @param call the call, to make or not
         * @return what the method returns
         * @throws java.lang.Throwable what the method throws
         */
        @Nullable
        Object around(Method method, Object[] arguments, Call call) throws Throwable;
    }

    /**
     * {@return a backend with the interceptor in front of it}
     *
     * @param backend the backend to put it in front of
     * @param interceptor receives each call
     */
    public static StorageBackend around(StorageBackend backend, Interceptor interceptor) {
        return around(StorageBackend.class, backend, interceptor);
    }

    private static <B> B around(Class<B> type, Object real, Interceptor interceptor) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Object[] given = arguments == null ? new Object[0] : arguments;
                    Call call = () -> invoke(real, method, given);
                    Optional<Class<?>> part = part(method.getGenericReturnType());
                    if (part.isPresent()) {
                        return inFrontOf(part.get(), call.proceed(), interceptor);
                    }
                    return type == StorageBackend.class ? call.proceed() : interceptor.around(method, given, call);
                }));
    }

    private static @Nullable Object invoke(Object real, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private static @Nullable Object inFrontOf(Class<?> part, @Nullable Object answer, Interceptor interceptor) {
        if (answer instanceof Optional<?> optional) {
            return optional.map(real -> around(part, real, interceptor));
        }
        return answer == null ? null : around(part, answer, interceptor);
    }

    /** Returns which part of a backend a method gives, by what the SPI says: one class may be several parts. */
    private static Optional<Class<?>> part(Type returned) {
        if (returned instanceof ParameterizedType optional && optional.getRawType() == Optional.class) {
            return part(optional.getActualTypeArguments()[0]);
        }
        return returned instanceof Class<?> type
                        && type.getPackageName().equals(StorageBackend.class.getPackageName())
                        && type.getSimpleName().endsWith("Backend")
                ? Optional.of(type)
                : Optional.empty();
    }

    @Override
    public String name() {
        return provider.name();
    }

    @Override
    public SpiVersion spiVersion() {
        return provider.spiVersion();
    }

    @Override
    public Set<Feature> features() {
        return provider.features();
    }

    @Override
    public Limits limits() {
        return provider.limits();
    }

    @Override
    public Limits limits(StorageConfig config) {
        return provider.limits(config);
    }

    @Override
    public List<Option<?>> options() {
        return provider.options();
    }

    @Override
    public List<Problem> problems(StorageConfig config) {
        return provider.problems(config);
    }

    @Override
    public StorageBackend open(StorageConfig config) {
        return around(provider.open(config), interceptor);
    }
}
