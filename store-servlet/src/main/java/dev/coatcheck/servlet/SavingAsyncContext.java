package dev.coatcheck.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;

/** An asynchronous request as the application sees it: what completes it saves what has changed in the session first. */
final class SavingAsyncContext implements AsyncContext {
    private final AsyncContext container;
    private final RequestHttpSession session;

    SavingAsyncContext(AsyncContext container, RequestHttpSession session) {
        this.container = container;
        this.session = session;
    }

    /** One that has just been started; it is saved also where it is completed by the container, or in its own way. */
    static SavingAsyncContext started(AsyncContext container, RequestHttpSession session) {
        container.addListener(new SavingListener(session));
        return new SavingAsyncContext(container, session);
    }

    @Override
    public void complete() {
        session.saveForAsynchronousAnswer();
        container.complete();
    }

    @Override
    public void dispatch() {
        session.saveUnlessComplete();
        container.dispatch();
    }

    @Override
    public void dispatch(String path) {
        session.saveUnlessComplete();
        container.dispatch(path);
    }

    @Override
    public void dispatch(ServletContext context, String path) {
        session.saveUnlessComplete();
        container.dispatch(context, path);
    }

    @Override
    public ServletRequest getRequest() {
        return container.getRequest();
    }

    @Override
    public ServletResponse getResponse() {
        return container.getResponse();
    }

    @Override
    public boolean hasOriginalRequestAndResponse() {
        return container.hasOriginalRequestAndResponse();
    }

    @Override
    public void start(Runnable run) {
        container.start(run);
    }

    @Override
    public void addListener(AsyncListener listener) {
        container.addListener(listener);
    }

    @Override
    public void addListener(AsyncListener listener, ServletRequest request, ServletResponse response) {
        container.addListener(listener, request, response);
    }

    @Override
    public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
        return container.createListener(type);
    }

    @Override
    public void setTimeout(long millis) {
        container.setTimeout(millis);
    }

    @Override
    public long getTimeout() {
        return container.getTimeout();
    }

    /** What is started again has no listeners any more. */
    private record SavingListener(RequestHttpSession session) implements AsyncListener {
        @Override
        public void onComplete(AsyncEvent event) {
            session.saveUnlessComplete();
        }

        @Override
        public void onTimeout(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }
}
