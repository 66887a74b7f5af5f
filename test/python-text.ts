/**
 * What the looks at this program wrote under Python 3.11, the first, the third and the last of eleven; pids,
 * times and paths are simpler here. Line numbers are those of `PYTHON_SOURCE`.
 */
export const PYTHON_SOURCE = `import threading, time, collections
answers = {}
class Store:
    def __init__(self):
        self.rows = collections.deque()
store = Store()
def main():
    log = bytearray()
    for i in range(2600):
        answers[i] = bytes(1000); log.extend(b'12345678')
        if i % 4 == 0: store.rows.append({'id': i})
        time.sleep(0.002)
main()
`;

export const PYTHON_LINES: readonly string[] = [
  '{"type":"writer","kind":"python","pid":3214,"intervalMs":0,"processId":"3214@320963","at":98799}',
  '{"type":"python-look","cpuMs":17.3,"at":98799,"from":98799,"objects":8093,"cut":false,"blocks":51102,"collects":true,"collections":[]}',
  '{"type":"python-look","cpuMs":19.2,"at":99785,"from":98799,"objects":8096,"cut":false,"blocks":52210,"collects":true,"collections":[{"kind":"dict","class":"dict","history":[[98799,468],[99297,686],[99785,904]],"entry":{"bytes":1114.843,"such":"bytes","classes":[["bytes",1.0,1033.0],["int",1.0,28.0]]},"path":[{"step":"module","name":"__main__","file":"/app/rec.py"},{"step":"variable","name":"answers"},{"step":"object","type":"dict","file":null}]}]}',
  '{"type":"python-look","cpuMs":19.685,"at":103301,"from":98799,"objects":8096,"cut":false,"blocks":56089,"collects":true,"collections":[' +
    '{"kind":"dict","class":"dict","history":[[98799,468],[99297,686],[99785,904],[100297,1129],[100800,1343],[101295,1556],[101791,1776],[102291,1998],[102784,2218],[103301,2441]],"entry":{"bytes":1091.23,"such":"bytes","classes":[["bytes",1.0,1033.0],["int",1.0,28.0]]},"path":[{"step":"module","name":"__main__","file":"/app/rec.py"},{"step":"variable","name":"answers"},{"step":"object","type":"dict","file":null}]},' +
    '{"kind":"deque","class":"collections.deque","history":[[98799,118],[99297,172],[99785,226],[100297,283],[100800,336],[101295,389],[101791,444],[102291,500],[102784,555],[103301,611]],"entry":{"bytes":205.859,"such":"dict","classes":[["dict",1.0,168.0],["int",1.0,28.0]]},"path":[{"step":"module","name":"__main__","file":"/app/rec.py"},{"step":"variable","name":"store"},{"step":"object","type":"Store","file":"/app/rec.py"},{"step":"attribute","name":"rows"},{"step":"object","type":"collections.deque","file":null}]},' +
    '{"kind":"bytearray","class":"bytearray","history":[[99297,5488],[99785,7232],[100297,9032],[100800,10744],[101295,12448],[101791,14208],[102291,15984],[102784,17744],[103301,19528]],"entry":null,"path":[{"step":"call","name":"main","file":"/app/rec.py","line":7},{"step":"variable","name":"log"},{"step":"object","type":"bytearray","file":null}]}]}',
];
