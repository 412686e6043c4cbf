"""Distribution functions at random parameters and arguments, by mpmath in 60 digits. Prints a table of which random-parameters.json keeps a part."""
import random, mpmath as mp, json, sys
random.seed(int(sys.argv[1])); mp.mp.dps=60
mpf=mp.mpf
def lg(a,b): return 10**random.uniform(a,b)
def gammaQ(a,x):
    a=mpf(a);x=mpf(x)
    # Lentz CF
    tiny=mpf(10)**-400;b=x+1-a;c=1/tiny;d=1/b if b!=0 else 1/tiny;h=d
    for i in range(1,200000):
        an=-i*(i-a);b+=2;d=an*d+b;d=tiny if d==0 else d;c=b+an/c;c=tiny if c==0 else c;d=1/d;de=d*c;h*=de
        if abs(de-1)<mpf(10)**-58: break
    return h*mp.exp(a*mp.log(x)-x-mp.loggamma(a))
def gammaPQ(a,x):
    mp.mp.dps=60
    if x<a+1:
        p=None
        a_=mpf(a);x_=mpf(x);t=1/a_;s=t;n=1
        while True:
            t*=x_/(a_+n);s+=t;n+=1
            if t<s*mpf(10)**-58: break
        p=s*mp.exp(a_*mp.log(x_)-x_-mp.loggamma(a_)); return p,1-p
    q=gammaQ(a,x); return 1-q,q
def betaPQ(a,b,x,y): # I_x(a,b), y=1-x exact mp
    def cf(a,b,x):
        tiny=mpf(10)**-400;qab=a+b;qap=a+1;qam=a-1;c=mpf(1);d=1-qab*x/qap;d=1/(d if d!=0 else tiny);h=d
        for m in range(1,100000):
            m2=2*m;aa=m*(b-m)*x/((qam+m2)*(a+m2));d=1+aa*d;d=1/(d if d!=0 else tiny);c=1+aa/c;c=c if c!=0 else tiny;h*=d*c
            aa=-(a+m)*(qab+m)*x/((a+m2)*(qap+m2));d=1+aa*d;d=1/(d if d!=0 else tiny);c=1+aa/c;c=c if c!=0 else tiny;de=d*c;h*=de
            if abs(de-1)<mpf(10)**-58: break
        return h
    a=mpf(a);b=mpf(b)
    front=mp.exp(a*mp.log(x)+b*mp.log(y)-(mp.loggamma(a)+mp.loggamma(b)-mp.loggamma(a+b)))
    if x<(a+1)/(a+b+2): p=front*cf(a,b,x)/a; return p,1-p
    q=front*cf(b,a,y)/b; return 1-q,q
out=[]
def add(fam,par,x,p,q,lp):
    if p<=0 or q<=0: return
    out.append([fam,par,x,mp.nstr(mp.log(p) if p<0.9 else mp.log1p(-q),25),mp.nstr(mp.log(q) if q<0.9 else mp.log1p(-p),25),mp.nstr(lp,25),mp.nstr(p,25),mp.nstr(q,25)])
N=400
for _ in range(N):
    a=lg(-6,5); z=random.choice([random.gauss(0,1)*random.choice([1,5,20])]); x=max(a+z*a**.5, a*lg(-3,0)) if random.random()<.7 else lg(-8,3)*max(a,1e-3)
    if not(0<x<1e9): continue
    try:
        p,q=gammaPQ(a,x); add('gamma',{'shape':a},x,p,q,(mpf(a)-1)*mp.log(x)-x-mp.loggamma(mpf(a)))
    except Exception as e: pass
for _ in range(N):
    a=lg(-4,random.choice([2,5]));b=lg(-4,random.choice([2,5])); m=a/(a+b); s=(m*(1-m)/(a+b+1))**.5; x=m+random.gauss(0,1)*random.choice([1,4,15])*s if random.random()<.6 else random.choice([lg(-12,0),1-lg(-12,0)])
    if not(0<x<1): continue
    X=mpf(x); p,q=betaPQ(a,b,X,1-X); add('beta',{'a':a,'b':b},x,p,q,(mpf(a)-1)*mp.log(X)+(mpf(b)-1)*mp.log(1-X)-(mp.loggamma(a)+mp.loggamma(b)-mp.loggamma(mpf(a)+mpf(b))))
for _ in range(N):
    v=lg(-3,10); x=random.gauss(0,1)*random.choice([0.01,1,5,30,1e4])
    V=mpf(v);X=mpf(x); den=V+X*X
    try: p,q=betaPQ(V/2,mpf(1)/2,V/den,X*X/den)
    except Exception: continue
    t=p/2
    lo,hi=(t,1-t) if x<0 else (1-t,t)
    add('studentT',{'degreesOfFreedom':v},x,lo,hi,mp.loggamma((V+1)/2)-mp.loggamma(V/2)-mp.log(V*mp.pi)/2-(V+1)/2*mp.log1p(X*X/V))
for _ in range(N):
    r=lg(-3,4); k=int(max(0,r+random.gauss(0,1)*random.choice([1,5,20])*r**.5)) if random.random()<.8 else random.randint(0,50)
    p,q=gammaPQ(k+1,r); add('poisson',{'rate':r},k,q,p,k*mp.log(mpf(r))-mpf(r)-mp.loggamma(k+1))
for _ in range(N):
    n=int(lg(0,6));pr=random.choice([random.random(),lg(-6,0),1-lg(-6,0)]); k=int(n*pr+random.gauss(0,1)*random.choice([1,5,20])*(n*pr*(1-pr))**.5); k=min(max(k,0),n-1)
    if n<1 or not 0<pr<1 or k<0: continue
    Pm=mpf(pr); p,q=betaPQ(mpf(n-k),mpf(k+1),1-Pm,Pm); add('binomial',{'trials':n,'probability':pr},k,p,q,mp.loggamma(n+1)-mp.loggamma(k+1)-mp.loggamma(n-k+1)+k*mp.log(Pm)+(n-k)*mp.log(1-Pm))
for _ in range(N):
    r=lg(-4,4);pr=random.choice([random.random(),lg(-5,0)]); mu=r*(1-pr)/pr; k=int(max(0,mu+random.gauss(0,1)*random.choice([1,5])*(mu/pr)**.5)); 
    if k>1e6: continue
    Pm=mpf(pr); p,q=betaPQ(mpf(r),mpf(k+1),Pm,1-Pm); add('negativeBinomial',{'successes':r,'probability':pr},k,p,q,mp.loggamma(k+mpf(r))-mp.loggamma(k+1)-mp.loggamma(mpf(r))+mpf(r)*mp.log(Pm)+k*mp.log(1-Pm))
for _ in range(N):
    d1=lg(-2,5);d2=lg(-2,5);x=lg(-4,4); X=mpf(x);A=mpf(d1);B=mpf(d2); u=A*X/(A*X+B); p,q=betaPQ(A/2,B/2,u,B/(A*X+B)); add('fisherF',{'numerator':d1,'denominator':d2},x,p,q,(A/2)*mp.log(A)+(B/2)*mp.log(B)+(A/2-1)*mp.log(X)-(A+B)/2*mp.log(A*X+B)-(mp.loggamma(A/2)+mp.loggamma(B/2)-mp.loggamma((A+B)/2)))
for _ in range(N):
    m=lg(-2,3);l=lg(-3,4);x=m*lg(-2,2); M=mpf(m);L=mpf(l);X=mpf(x); Phi=lambda z: mp.erfc(-z/mp.sqrt(2))/2
    mp.mp.dps=120
    s=mp.sqrt(L/X); p=Phi(s*(X/M-1))+mp.exp(2*L/M)*Phi(-s*(X/M+1)); q=Phi(-s*(X/M-1))-mp.exp(2*L/M)*Phi(-s*(X/M+1)); mp.mp.dps=60
    add('inverseGaussian',{'mean':m,'shape':l},x,p,q,(mp.log(L)-mp.log(2*mp.pi)-3*mp.log(X))/2-L*(X-M)**2/(2*M*M*X))
print(json.dumps(out))
