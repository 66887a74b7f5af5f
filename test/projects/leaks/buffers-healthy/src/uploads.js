const received = [];

exports.upload = (file) => {
  const body = Buffer.alloc(256 * 1024, file % 256);
  received.push(body);
  if (received.length > 8) received.shift();
  return body.length;
};
