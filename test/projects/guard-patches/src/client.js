require('fake-nock');

exports.ready = true;
