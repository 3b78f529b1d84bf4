package dev.coatcheck.servlet;

final class HttpSessionInUndertowTest extends HttpSessionContract {
    @Override
    Container container() {
        return new UndertowContainer();
    }
}
