// Preloaded into each service by the local start: when the supervisor is gone (kill -9), the service ends by itself.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
