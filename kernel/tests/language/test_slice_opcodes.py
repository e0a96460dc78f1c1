# Slices without a slice object, and unpacking of lists.
l=list(range(10)); t=tuple(l); s="abcdeéfghi"
assert l[2:5]==[2,3,4] and l[:]==l and l[:] is not l and l[-3:]==[7,8,9] and l[:-8]==[0,1] and l[5:2]==[]
assert t[2:5]==(2,3,4) and t[:] is t and t[-3:]==(7,8,9) and t[100:]==()
assert s[2:6]=="cdeé" and s[:] == s and s[-2:]=="hi"
class G:
    def __getitem__(self,k): return k
g=G()
assert g[1:2]==slice(1,2,None) and g[:]==slice(None,None,None), g[1:2]
class I:
    def __index__(self): return 2
assert l[I():]==l[2:]
messages, five = [], 5
for bad in (lambda: l["a":], lambda: five[1:2], lambda: s[1.0:]):
    try: bad()
    except TypeError as e: messages.append(str(e))
    else: assert 0
class L(list): pass
assert L(l)[1:3]==[1,2]
assert b"abc"[1:]==b"bc" and bytearray(b"abc")[:2]==b"ab" and range(10)[2:4]==range(2,4)
[a,b,c]=[1,2,3]; assert (a,b,c)==(1,2,3)
try: [a,b]=[1,2,3]
except ValueError as e: messages.append(str(e))
try: [a,b,c,d]=[1,2,3]
except ValueError as e: messages.append(str(e))
[]=[]
def deep(n):
    return n if n==0 else D()[n:n]
class D:
    def __getitem__(self,k): return deep(k.start-1)
assert deep(400)==0

assert messages == ['slice indices must be integers or None or have an __index__ method', "'int' object is not subscriptable", 'slice indices must be integers or None or have an __index__ method',
                    'too many values to unpack (expected 2)', 'not enough values to unpack (expected 4, got 3)'], messages
